namespace TorchSharp.Utils;

#pragma warning disable CA1018 // TorchSharp's own leaves the usage open.
public class ComponentNameAttribute : Attribute
#pragma warning restore CA1018
{
    public string Name { get; set; } = "";
}
