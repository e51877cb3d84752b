namespace Yolov5.Imaging;

/// <summary>A decoded picture, and the damage of its file.</summary>
/// <param name="Image">The pixels.</param>
/// <param name="Damage">Damage that was found.</param>
/// <param name="Warning">Description of the damage; null if there is none.</param>
public sealed record DecodedImage(Image Image, ImageDamage Damage = ImageDamage.None, string? Warning = null)
{
    /// <summary>Damage in words; null if there is none.</summary>
    public string? Reason => Damage switch
    {
        ImageDamage.None => null,
        ImageDamage.Truncated => "the file is cut off in the middle of its pixels",
        ImageDamage.MissingEndMarker => "the file has no end marker",
        _ => $"the file is damaged inside: {Warning}",
    };
}
