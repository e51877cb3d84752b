using Reports.Html;
using ScottPlot;
using SkiaSharp;

namespace Reports.Plots;

/// <summary>
/// The font of the plots: a part of Inter that is compiled into this assembly, so that texts look the same everywhere and
/// are there on a system without fonts.
/// </summary>
internal sealed class PlotFont : IFontResolver
{
    private const string Name = "Inter";

    private PlotFont()
    {
    }

    /// <summary>Picks a font for some texts: <see cref="Name"/>, or the system's font that has the most of their characters.</summary>
    /// <param name="texts">All texts of a plot.</param>
    /// <param name="missing">Characters that the font lacks.</param>
    public static string For(IEnumerable<string> texts, out string missing)
    {
        lock (Fonts.FontResolvers)
        {
            if (!Fonts.FontResolvers.OfType<PlotFont>().Any())
            {
                Fonts.FontResolvers.Insert(0, new PlotFont());
                Fonts.Default = Name;
            }
        }

        string all = string.Concat(texts.SelectMany(t => t.EnumerateRunes()).Where(r => !System.Text.Rune.IsWhiteSpace(r)).Distinct());
        string[] names = Missing(Name, all).Length == 0 ? [Name] : [Name, .. SKFontManager.Default.FontFamilies];
        (string name, missing) = names.Select(n => (n, Missing(n, all))).MinBy(x => x.Item2.Length);
        return name;
    }

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => CreateTypeface(fontName, false, false);

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic)
    {
        if (fontName != Name)
            return null;
        using Stream font = EmbeddedAsset.Open("Inter-Regular.ttf");
        return SKTypeface.FromStream(font);
    }

    private static string Missing(string font, string text)
    {
        SKTypeface typeface = Fonts.GetTypeface(font, false, false);
        return string.Concat(text.EnumerateRunes().Where(r => typeface.GetGlyph(r.Value) == 0));
    }
}
