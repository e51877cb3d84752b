using Yolov5.Configuration;

namespace Yolov5.Models.TwoCameras;

/// <summary>Names of the kinds of fusion in model files and on the command line.</summary>
public static class FusionText
{
    /// <summary>The kinds that a layer can have: early fusion is no layer.</summary>
    internal static string Layers { get; } = string.Join(", ", Enum.GetValues<FusionKind>().Where(kind => kind != FusionKind.Early).Select(Name));

    /// <summary>The name of a kind: <c>concat</c>.</summary>
    public static string Name(this FusionKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Reads the kind of a layer.</summary>
    /// <exception cref="InvalidInputException">There is no such kind of layer.</exception>
    internal static FusionKind Read(YamlValue value)
    {
        string text = value.Text(Layers);
        foreach (FusionKind kind in Enum.GetValues<FusionKind>())
        {
            if (kind != FusionKind.Early && kind.Name() == text)
                return kind;
        }

        throw value.Wrong($"one of {Layers}");
    }
}
