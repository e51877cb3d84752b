using LibTorch.Stable;
using Schemes.Distributed;
using TorchSharp;

namespace Schemes.MixedPrecision;

/// <summary>
/// Scales the loss so that small gradients survive float16, and skips steps whose gradients overflowed (Micikevicius et
/// al., Mixed Precision Training, ICLR 2018, section 3.2; the dynamic scale is PyTorch's torch.cuda.amp.GradScaler).
/// </summary>
/// <remarks>One step is: backward of <see cref="Scale"/>(loss), <see cref="Unscale"/>, clip, the optimizer's step if <see cref="Update"/> allows it.</remarks>
public sealed class GradScaler
{
    private static readonly Operator s_unscale = new("aten::_amp_foreach_non_finite_check_and_unscale_");

    private readonly GradScalerOptions _options;
    private int _growthTracker;
    private bool? _foundInf;

    /// <summary>Creates a scaler.</summary>
    public GradScaler(GradScalerOptions? options = null)
    {
        _options = (options ?? new GradScalerOptions()).Validated();
        CurrentScale = _options.Enabled ? _options.InitialScale : 1;
    }

    /// <summary>True if it scales at all.</summary>
    public bool Enabled => _options.Enabled;

    /// <summary>The factor on the loss; 1 if the scaler is disabled.</summary>
    public double CurrentScale { get; private set; }

    /// <summary>Steps skipped because a gradient was infinite or not a number.</summary>
    public long SkippedSteps { get; private set; }

    /// <summary>State that an exact resume needs.</summary>
    public GradScalerState State
    {
        get => new(CurrentScale, _growthTracker, SkippedSteps);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!(value.Scale > 0) || value.GrowthTracker < 0)
                throw new ArgumentException($"{value} is not a valid state of a gradient scaler.", nameof(value));
            CurrentScale = Enabled ? value.Scale : 1;
            _growthTracker = value.GrowthTracker;
            SkippedSteps = value.SkippedSteps;
        }
    }

    /// <summary>The loss to run backward: the loss itself times the scale.</summary>
    public torch.Tensor Scale(torch.Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return Enabled ? loss * CurrentScale : loss.alias();
    }

    /// <summary>
    /// Divides all gradients by the scale, in place and in one pass, and notes whether any of them overflowed. Once a
    /// step, before clipping.
    /// </summary>
    /// <param name="parameters">Those without a gradient are skipped; all gradients are on one device.</param>
    /// <param name="group">Ranks that hold a part of the gradients each: an overflow on one is an overflow on all.</param>
    public void Unscale(IEnumerable<torch.Tensor> parameters, ProcessGroup? group = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (_foundInf is not null)
            throw new InvalidOperationException("Gradients were unscaled already; Update ends the step.");
        if (!Enabled)
        {
            _foundInf = false;
            return;
        }

        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        torch.Tensor[] gradients = [.. parameters.Select(parameter => parameter.grad).OfType<torch.Tensor>()];
        bool here = gradients.Length > 0 && DivideByScale(gradients);
        _foundInf = group?.Any(here) ?? here;
    }

    /// <summary>Ends the step: runs <paramref name="step"/> unless a gradient overflowed, then moves the scale.</summary>
    /// <returns>True if the step was taken.</returns>
    public bool Update(Action step)
    {
        ArgumentNullException.ThrowIfNull(step);
        bool foundInf = _foundInf ?? throw new InvalidOperationException("Gradients must be unscaled before the step.");
        _foundInf = null;
        if (!foundInf)
            step();
        if (!Enabled)
            return true;

        if (foundInf)
        {
            SkippedSteps++;
            CurrentScale *= _options.BackoffFactor;
            _growthTracker = 0;
        }
        else if (++_growthTracker == _options.GrowthInterval)
        {
            // Growth stops short of infinity, as in PyTorch.
            double grown = CurrentScale * _options.GrowthFactor;
            if (float.IsFinite((float)grown))
                CurrentScale = grown;
            _growthTracker = 0;
        }

        return !foundInf;
    }

    private bool DivideByScale(torch.Tensor[] gradients)
    {
        torch.Device device = gradients[0].device;
        torch.Tensor found = torch.zeros(1, torch.float32, device);
        s_unscale.Run(Argument.List(gradients), found, torch.tensor((float)(1 / CurrentScale), torch.float32, device));
        return found.ToSingle() != 0;
    }
}
