namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private readonly Dictionary<string, Action> _removals = [];

            private protected HookableModule(string name)
                : base(name)
            {
            }

            private protected bool HasHooks => _removals.Count > 0;

            private protected List<TPreHook> PreHooks { get; } = [];

            private protected List<TPostHook> PostHooks { get; } = [];

            private protected List<Action<Module>> ModulePreHooks { get; } = [];

            private protected List<Action<Module>> ModulePostHooks { get; } = [];

            public HookRemover register_forward_hook(TPostHook hook) => Register(PostHooks, hook);

            public HookRemover register_forward_pre_hook(TPreHook hook) => Register(PreHooks, hook);

            public HookRemover register_forward_hook(Action<Module> hook) => Register(ModulePostHooks, hook);

            public HookRemover register_forward_pre_hook(Action<Module> hook) => Register(ModulePreHooks, hook);

            private HookRemover Register<THook>(List<THook> hooks, THook hook)
            {
                hooks.Add(hook);
                string key = Guid.NewGuid().ToString();
                _removals.Add(key, () => hooks.Remove(hook));
                return new HookRemover(this, key);
            }

            public class HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
            {
                public void remove()
                {
                    if (module._removals.Remove(key, out Action? removal))
                        removal();
                }
            }
        }
    }
}
