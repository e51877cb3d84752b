using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (!_parameters.TryAdd(name, param))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (!_buffers.TryAdd(name, (tensor, persistent)))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    _submodules.Remove(name);
                    return;
                }

                if (string.IsNullOrEmpty(name))
                    throw new ArgumentException("module name can't be empty string \"\"");
                if (name.Contains('.', StringComparison.Ordinal))
                    throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (_submodules.Contains(name))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                _submodules.TryAdd(name, submodule);
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Registers what the fields hold, in the order of their declaration; fields of a derived class come first.</summary>
            protected virtual void RegisterComponents()
            {
                if (_componentsRegistered)
                    return;
                _componentsRegistered = true;
                HashSet<string> seen = [];
                for (Type? type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                    {
                        string name = field.ComponentName();
                        if (seen.Add(field.Name) && !_parameters.Contains(name) && !_buffers.Contains(name) && !_submodules.Contains(name))
                            Register(name, field.GetValue(this));
                    }
                }
            }

            /// <summary>What the parameter of a property becomes when it is set: registered anew, or no longer registered.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                    _parameters.Remove(name);
                else
                    _parameters.Set(name, value);
            }

            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                    _buffers.Remove(name);
                else
                    _buffers.Set(name, (value, persistent));
            }

            /// <summary>What the property of a parameter does when it is set: the old one dies, the new one outlives every scope.</summary>
            private protected void Replace(ref Parameter? own, string name, Parameter? value)
            {
                if (ReferenceEquals(own, value))
                    return;
                own?.Dispose();
                own = value;
                own?.DetachFromDisposeScope();
                ConditionallyRegisterParameter(name, own);
            }

            protected void ClearModules() => _submodules.Clear();

            private protected void Replace(ref Tensor? own, string name, Tensor? value)
            {
                if (ReferenceEquals(own, value))
                    return;
                own?.Dispose();
                own = value;
                own?.DetachFromDisposeScope();
                ConditionallyRegisterBuffer(name, own);
            }

            private void Register(string name, object? value)
            {
                switch (value)
                {
                    case Module module:
                        register_module(name, module);
                        break;
                    case Parameter parameter:
                        register_parameter(name, parameter);
                        break;
                    case Tensor tensor:
                        register_buffer(name, tensor);
                        break;
                    default:
                        break;
                }
            }
        }
    }
}
