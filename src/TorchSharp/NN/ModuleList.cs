using System.Collections;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        public class ModuleList<T> : torch.nn.Module, IList<T>
            where T : torch.nn.Module
        {
            private readonly List<T> _modules;
            private bool _registered;

            public ModuleList(params T[] modules)
                : base(nameof(ModuleList<>)) => _modules = [.. modules];

            public int Count => _modules.Count;

            public bool IsReadOnly => false;

            public T this[int index]
            {
                get => _modules[index];
                set
                {
                    _modules[index] = value;
                    Renumber();
                }
            }

            public void Add(T item)
            {
                _modules.Add(item);
                Renumber();
            }

            public void append(params T[] parameters) => extend(parameters);

            public void extend(IEnumerable<T> modules)
            {
                _modules.AddRange(modules);
                Renumber();
            }

            public void Insert(int index, T item)
            {
                _modules.Insert(index, item);
                Renumber();
            }

            public bool Remove(T item)
            {
                bool removed = _modules.Remove(item);
                Renumber();
                return removed;
            }

            public void RemoveAt(int index)
            {
                _modules.RemoveAt(index);
                Renumber();
            }

            public void Clear()
            {
                _modules.Clear();
                Renumber();
            }

            public bool Contains(T item) => _modules.Contains(item);

            public int IndexOf(T item) => _modules.IndexOf(item);

            public void CopyTo(T[] array, int arrayIndex) => _modules.CopyTo(array, arrayIndex);

            public IEnumerator<T> GetEnumerator() => _modules.GetEnumerator();

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

            protected override void RegisterComponents()
            {
                if (_registered)
                    return;
                _registered = true;
                Renumber();
            }

            protected override void Dispose(bool disposing)
            {
                if (disposing)
                    _modules.ForEach(module => module.Dispose());
                base.Dispose(disposing);
            }

            /// <summary>Names follow places; before the list is part of a module, nobody asks for them.</summary>
            private void Renumber()
            {
                if (!_registered)
                    return;
                ClearModules();
                for (int i = 0; i < _modules.Count; i++)
                    register_module(i.ToString(System.Globalization.CultureInfo.InvariantCulture), _modules[i]);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);
        }
    }
}
