using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module : IDisposable
        {
            private readonly string _name;
            private readonly NamedList<Parameter> _parameters = new();
            private readonly NamedList<(Tensor Tensor, bool Persistent)> _buffers = new();
            private readonly NamedList<Module> _submodules = new();
            private bool _componentsRegistered;

            protected Module(string name) => _name = name;

            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => _name;

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (Module module in children())
                    module.train(train);
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                foreach (Module module in children())
                    module.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter parameter in parameters())
                {
                    using Tensor? grad = parameter.grad;
                    if (grad is null)
                        continue;
                    if (set_to_none)
                        parameter.grad = null;
                    else
                        grad.zero_();
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Moves what there is without exchanging any object, so that an optimizer keeps what it was given.</summary>
            internal void Convert(ScalarType? type, Device? device, bool nonBlocking)
            {
                if (type is { } wanted && !is_floating_point(wanted))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={wanted}");
                using IDisposable guard = no_grad();
                foreach (Module module in children())
                    module.Convert(type, device, nonBlocking);
                foreach (Tensor tensor in parameters(recurse: false).Concat(_buffers.Values.Select(buffer => buffer.Tensor)))
                {
                    Convert(tensor, type, device, nonBlocking);
                    using Tensor? grad = tensor.grad;
                    if (grad is not null)
                        Convert(grad, type, device, nonBlocking);
                }
            }

            public Module _to(Tensor other, bool non_blocking)
            {
                Convert(other.dtype, other.device, non_blocking);
                return this;
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach ((Tensor tensor, _) in _buffers.Values)
                    tensor.Dispose();
                foreach (Parameter parameter in _parameters.Values)
                    parameter.Dispose();
                foreach (Module module in children())
                    module.Dispose();
            }

            private static void Convert(Tensor tensor, ScalarType? type, Device? device, bool nonBlocking)
            {
                ScalarType own = tensor.dtype;
                ScalarType wanted = type is { } floating && is_floating_point(own) ? floating : own;
                Device place = tensor.device;
                if (wanted == own && (device is null || (device.type == place.type && (device.index < 0 || device.index == place.index))))
                    return;
                using Tensor detached = tensor.detach();
                using Tensor moved = device is null ? detached.to(wanted, non_blocking: nonBlocking) : detached.to(wanted, device, non_blocking: nonBlocking);
                tensor.SetData(moved);
            }
        }
    }
}
