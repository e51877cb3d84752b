using System.Net;

namespace Reports.Html;

/// <summary>Text from outside, made harmless for HTML.</summary>
internal static class HtmlText
{
    public static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");
}
