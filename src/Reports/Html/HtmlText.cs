using System.Net;

namespace Reports.Html;

/// <summary>Text from outside, made harmless for HTML.</summary>
internal static class HtmlText
{
    public static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>An id that stands small beside the name before it; nothing for null.</summary>
    public static string Id(string? id) => id is null ? "" : $" <span class=\"id\">{Encode(id)}</span>";
}
