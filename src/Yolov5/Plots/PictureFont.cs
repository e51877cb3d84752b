using System.Globalization;
using System.Text;
using ScottPlot;
using SkiaSharp;

namespace Yolov5.Plots;

/// <summary>
/// The font of pictures and plots: a part of Inter that is compiled into this assembly, so that texts look the same everywhere and are
/// there on a system without fonts. Characters that it lacks are taken from the system's fonts.
/// </summary>
internal sealed class PictureFont : IFontResolver
{
    private const string Name = "Inter";

    private static readonly Lazy<SKTypeface> Inter = new(Load);

    private PictureFont()
    {
    }

    /// <summary>A typeface that has the characters of a text, as far as any installed font has.</summary>
    public static SKTypeface For(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Inter.Value.GetGlyph(rune.Value) == 0 && !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control)
                return SKFontManager.Default.MatchCharacter(rune.Value) ?? Inter.Value;
        }

        return Inter.Value;
    }

    /// <summary>Name of the font for the texts of a plot, which ScottPlot knows from then on.</summary>
    public static string ForPlot(IEnumerable<string> texts)
    {
        lock (Fonts.FontResolvers)
        {
            if (!Fonts.FontResolvers.OfType<PictureFont>().Any())
            {
                Fonts.FontResolvers.Insert(0, new PictureFont());
                Fonts.Default = Name;
            }
        }

        SKTypeface found = For(string.Concat(texts));
        return ReferenceEquals(found, Inter.Value) ? Name : found.FamilyName;
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => CreateTypeface(fontName, false, false);

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Load() : null;

    private static SKTypeface Load()
    {
        using Stream font = typeof(PictureFont).Assembly.GetManifestResourceStream("Inter-Regular.ttf")
            ?? throw new InvalidOperationException("The font is missing from the assembly.");
        return SKTypeface.FromStream(font);
    }
}
