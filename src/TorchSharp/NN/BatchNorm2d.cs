using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp
{
    namespace Modules
    {
        public abstract class NormBase : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            [ComponentName(Name = nameof(weight))]
            private Parameter? _weight;

            [ComponentName(Name = nameof(bias))]
            private Parameter? _bias;

            [ComponentName(Name = nameof(running_mean))]
            private torch.Tensor? _runningMean;

            [ComponentName(Name = nameof(running_var))]
            private torch.Tensor? _runningVar;

            [ComponentName(Name = nameof(num_batches_tracked))]
            private torch.Tensor? _numBatchesTracked;

            public NormBase(
                long num_features, double eps, double? momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype, string name)
                : base(name)
            {
                this.num_features = num_features;
                this.eps = eps;
                this.momentum = momentum;
                this.affine = affine;
                this.track_running_stats = track_running_stats;
                if (affine)
                {
                    weight = new Parameter(torch.ones(num_features, dtype, device));
                    bias = new Parameter(torch.zeros(num_features, dtype, device));
                }

                if (track_running_stats)
                {
                    running_mean = torch.zeros(num_features, dtype, device);
                    running_var = torch.ones(num_features, dtype, device);
                    num_batches_tracked = torch.zeros(Array.Empty<long>(), torch.ScalarType.Int64, device);
                }
            }

            public long num_features { get; }

            public double eps { get; set; }

            public double? momentum { get; set; }

            public bool affine { get; }

            public bool track_running_stats { get; }

            public Parameter? weight
            {
                get => _weight;
                set => Replace(ref _weight, nameof(weight), value);
            }

            public Parameter? bias
            {
                get => _bias;
                set => Replace(ref _bias, nameof(bias), value);
            }

            public torch.Tensor? running_mean
            {
                get => _runningMean;
                set => Replace(ref _runningMean, nameof(running_mean), value);
            }

            public torch.Tensor? running_var
            {
                get => _runningVar;
                set => Replace(ref _runningVar, nameof(running_var), value);
            }

            public torch.Tensor? num_batches_tracked
            {
                get => _numBatchesTracked;
                set => Replace(ref _numBatchesTracked, nameof(num_batches_tracked), value);
            }

            public void reset_running_stats()
            {
                _runningMean?.zero_();
                _runningVar?.fill_(1);
                _numBatchesTracked?.zero_();
            }

            public void reset_parameters()
            {
                reset_running_stats();
                if (!affine)
                    return;
                torch.nn.init.ones_(_weight!);
                torch.nn.init.zeros_(_bias!);
            }

            protected abstract void ValidateInputDimensions(torch.Tensor input);
        }

        public abstract class BatchNorm : NormBase
        {
            public BatchNorm(
                long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype, string name)
                : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
            {
            }

            public override torch.Tensor forward(torch.Tensor input)
            {
                ValidateInputDimensions(input);
                double factor = momentum ?? 0;
                if (training && track_running_stats && num_batches_tracked is { } batches)
                {
                    batches.add_(1);
                    factor = momentum ?? (1 / batches.ToDouble());
                }

                bool ownStatistics = training || running_mean is null;
                bool keepRunning = !training || track_running_stats;
                return torch.nn.functional.batch_norm(
                    input, keepRunning ? running_mean : null, keepRunning ? running_var : null, weight, bias, ownStatistics, factor, eps);
            }
        }

        public sealed class BatchNorm2d : BatchNorm
        {
            internal BatchNorm2d(
                long numFeatures, double eps, double momentum, bool affine, bool trackRunningStats, torch.Device? device, torch.ScalarType? dtype)
                : base(numFeatures, eps, momentum, affine, trackRunningStats, device, dtype, nameof(BatchNorm2d))
            {
            }

            protected override void ValidateInputDimensions(torch.Tensor input)
            {
                long dimensions = input.ndim;
                if (dimensions != 4)
                    throw new ArgumentException($"expected 4D input, but got {dimensions}D input.", nameof(input));
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm2d BatchNorm2d(
                long num_features,
                double eps = 1e-05,
                double momentum = 0.1,
                bool affine = true,
                bool track_running_stats = true,
                Device? device = null,
                ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
