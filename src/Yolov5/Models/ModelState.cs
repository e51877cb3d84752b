using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// A module's state dictionary in PyTorch's order: for each module its parameters, then its buffers, then its children.
/// </summary>
public static class ModelState
{
    /// <summary>Names and tensors in order; the tensors stay the module's.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> State(this nn.Module module) => State(module, "");

    /// <summary>Number of elements of all parameters.</summary>
    public static long ParameterCount(this nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.parameters().Sum(parameter => parameter.numel());
    }

    /// <summary>Returns the device of the module's first parameter.</summary>
    public static Device Device(this nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.parameters().First().device;
    }

    /// <summary>The module and all below it, parents before children.</summary>
    internal static IEnumerable<nn.Module> SelfAndDescendants(this nn.Module module) =>
        module.named_children().SelectMany(child => child.module.SelfAndDescendants()).Prepend(module);

    /// <summary>The modules below a module by their names in the state dictionary, parents before children.</summary>
    internal static IEnumerable<KeyValuePair<string, nn.Module>> Named(this nn.Module module, string prefix = "") =>
        module.named_children().SelectMany(child => child.module.Named($"{prefix}{child.name}.").Prepend(new($"{prefix}{child.name}", child.module)));

    /// <summary>Moves <paramref name="target"/> to a device, and copies the entries of which the name is wanted.</summary>
    internal static void CopyTo(this nn.Module source, nn.Module target, Device device, Func<string, bool> wanted)
    {
        if (device.type != DeviceType.CPU)
            target.to(device);
        using IDisposable noGrad = no_grad();
        Dictionary<string, Tensor> entries = target.State().ToDictionary(StringComparer.Ordinal);
        foreach ((string name, Tensor value) in source.State().Where(entry => wanted(entry.Key)))
            entries[name].copy_(value);
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> State(nn.Module module, string prefix)
    {
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters(recurse: false))
            yield return new(prefix + name, parameter);
        foreach ((string name, Tensor buffer) in module.named_buffers(recurse: false))
            yield return new(prefix + name, buffer);
        foreach ((string name, nn.Module child) in module.named_children())
        {
            foreach (KeyValuePair<string, Tensor> entry in State(child, $"{prefix}{name}."))
                yield return entry;
        }
    }
}
