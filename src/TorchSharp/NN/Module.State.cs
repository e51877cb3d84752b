using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() => _submodules.Items;

            /// <summary>The children first, then what is below each of them; the module itself is not among them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                named_children().Concat(named_children().SelectMany(child =>
                    child.module.named_modules().Select(below => ($"{child.name}.{below.name}", below.module))));

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                Distinct(_parameters.Items, recurse, module => module.named_parameters());

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                Distinct(
                    _buffers.Items.Where(item => include_nonpersistent || item.Value.Persistent).Select(item => (item.Name, item.Value.Tensor)),
                    recurse,
                    module => module.named_buffers(true, include_nonpersistent));

            public virtual IEnumerable<Module> modules() => named_modules().Select(item => item.module);

            public virtual IEnumerable<Module> children() => named_children().Select(item => item.module);

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(item => item.parameter);

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(item => item.buffer);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target) =>
                _parameters.TryGet(target, out Parameter? parameter) ? parameter : Below(target, (module, rest) => module.get_parameter(rest));

            public virtual Tensor? get_buffer(string target) =>
                _buffers.TryGet(target, out (Tensor Tensor, bool) buffer) ? buffer.Tensor : Below(target, (module, rest) => module.get_buffer(rest));

            /// <summary>Own parameters, own buffers, then submodule by submodule: PyTorch's order and names.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string path = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach ((string name, Parameter parameter) in _parameters.Items)
                    destination.TryAdd(path + name, parameter);
                foreach ((string name, (Tensor tensor, bool persistent)) in _buffers.Items)
                {
                    if (persistent)
                        destination.TryAdd(path + name, tensor);
                }

                foreach ((string name, Module module) in named_children())
                    module.state_dict(destination, path + name);
                return destination;
            }

            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                HashSet<string> skipped = [.. skip ?? []];
                Dictionary<string, Tensor> destination = state_dict();
                List<string> missing = [.. destination.Keys.Where(key => !source.ContainsKey(key) && !skipped.Contains(key))];
                List<string> unexpected = [.. source.Keys.Where(key => !destination.ContainsKey(key) && !skipped.Contains(key))];
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");

                using IDisposable guard = no_grad();
                foreach ((string key, Tensor tensor) in source)
                {
                    if (!skipped.Contains(key) && destination.TryGetValue(key, out Tensor? target))
                        target.copy_(tensor);
                }

                return (missing, unexpected);
            }

            /// <summary>Own tensors, then those of the submodules; a tensor that is registered twice appears once.</summary>
            private IEnumerable<(string Name, T Tensor)> Distinct<T>(
                IEnumerable<(string Name, T Tensor)> own, bool recurse, Func<Module, IEnumerable<(string Name, T Tensor)>> below)
                where T : Tensor
            {
                HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance);
                foreach ((string name, T tensor) in own)
                {
                    if (!tensor.IsInvalid && seen.Add(tensor))
                        yield return (name, tensor);
                }

                if (!recurse)
                    yield break;
                foreach ((string name, Module module) in named_children())
                {
                    foreach ((string inner, T tensor) in below(module))
                    {
                        if (seen.Add(tensor))
                            yield return ($"{name}.{inner}", tensor);
                    }
                }
            }

            /// <summary>Asks the submodule that a dotted name begins with for the rest of the name.</summary>
            private T? Below<T>(string target, Func<Module, string, T?> find)
                where T : Tensor
            {
                int dot = target.IndexOf('.', StringComparison.Ordinal);
                return dot > 0 && _submodules.TryGet(target[..dot], out Module? module) ? find(module, target[(dot + 1)..]) : null;
            }
        }
    }
}
