using System.Reflection;

namespace TorchSharp.Tests.Api;

/// <summary>A test of src/TorchSharp itself; skipped where the tests were compiled against another TorchSharp.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnTorchSharpFactAttribute : FactAttribute
{
    public OwnTorchSharpFactAttribute()
    {
        if (!typeof(torch).Assembly.GetReferencedAssemblies().Any(reference => reference.Name == "Interop"))
            Skip = "compiled against a TorchSharp that is not src/TorchSharp";
    }
}
