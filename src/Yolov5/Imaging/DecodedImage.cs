namespace Yolov5.Imaging;

/// <summary>A decoded picture and what the decoder had to overlook for it.</summary>
/// <param name="Image">The pixels.</param>
/// <param name="Damage">What is wrong with the file.</param>
/// <param name="Warning">The decoder's own words about the damage; null where there is none.</param>
public sealed record DecodedImage(Image Image, ImageDamage Damage = ImageDamage.None, string? Warning = null);
