using Interop;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>
/// Gradients of earlier batches, set aside while those of the next are computed, so that a backward pass that fails
/// halfway spoils nothing. Nothing is copied.
/// </summary>
/// <param name="parameters">What has the gradients: the network's parameters, or ZeRO's shares of them; they stay the caller's.</param>
internal sealed class GradientStash(IReadOnlyList<Tensor> parameters)
{
    private static readonly Operator Add = Operator.Named("aten::_foreach_add_", "List");

    // A handle of ours on each gradient, 0 where there was none.
    private readonly nint[] _aside = new nint[parameters.Count];

    /// <summary>Takes the gradients off the parameters.</summary>
    public void SetAside()
    {
        for (int i = 0; i < _aside.Length; i++)
        {
            _aside[i] = TensorHandle.Grad(parameters[i].Handle);
            if (_aside[i] != 0)
                TensorHandle.SetGrad(parameters[i].Handle, 0);
        }
    }

    /// <summary>Adds what was set aside to the new gradients: after a single pass the sum is, to the bit, the one that accumulating in place gives.</summary>
    public void AddBack()
    {
        List<nint> sums = [], summands = [];
        for (int i = 0; i < _aside.Length; i++)
        {
            if (_aside[i] == 0)
                continue;
            if (TensorHandle.Grad(parameters[i].Handle) is var fresh and not 0)
            {
                sums.Add(fresh);
                summands.Add(_aside[i]);
            }
            else
            {
                TensorHandle.SetGrad(parameters[i].Handle, _aside[i]);
            }
        }

        if (sums.Count > 0)
        {
            using IDisposable noGrad = no_grad();
            Add.Run(Argument.Tensors([.. sums]), Argument.Tensors([.. summands]), 1.0);
        }

        sums.ForEach(TensorHandle.Free);
        Forget();
    }

    /// <summary>Drops new gradients and puts back what was set aside.</summary>
    public void Restore()
    {
        for (int i = 0; i < _aside.Length; i++)
            TensorHandle.SetGrad(parameters[i].Handle, _aside[i]);
        Forget();
    }

    private void Forget()
    {
        for (int i = 0; i < _aside.Length; i++)
        {
            if (_aside[i] != 0)
                TensorHandle.Free(_aside[i]);
            _aside[i] = 0;
        }
    }
}
