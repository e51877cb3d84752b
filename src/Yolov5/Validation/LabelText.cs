using System.Globalization;
using System.Text;

namespace Yolov5.Validation;

/// <summary>Detections as lines of a label file: class, centre x, centre y, width, height as shares of the image, and if wanted the confidence.</summary>
public static class LabelText
{
    /// <summary>The lines, each with its end; six significant digits.</summary>
    /// <param name="detections">The detections, in pixels of the image.</param>
    /// <param name="width">Width of the image in pixels.</param>
    /// <param name="height">Height of the image in pixels.</param>
    /// <param name="withConfidence">True to end each line with the confidence.</param>
    public static string Of(IEnumerable<Detection> detections, int width, int height, bool withConfidence)
    {
        ArgumentNullException.ThrowIfNull(detections);
        StringBuilder text = new();
        foreach (Detection each in detections)
        {
            (float x, float y, float w, float h) = BoxGeometry.ToCenter(each.X1, each.Y1, each.X2, each.Y2);
            text.Append(CultureInfo.InvariantCulture, $"{each.Class} {x / width:g6} {y / height:g6} {w / width:g6} {h / height:g6}");
            if (withConfidence)
                text.Append(CultureInfo.InvariantCulture, $" {each.Confidence:g6}");
            text.Append('\n');
        }

        return text.ToString();
    }
}
