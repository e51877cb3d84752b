using Yolov5.Plots;

namespace Yolov5.Cli.Commands.Detect;

/// <summary>Results that <c>yolo5 detect</c> writes.</summary>
/// <param name="Folder">Folder of the results; created when something is written.</param>
/// <param name="SavesText">True to write label files.</param>
/// <param name="SavesConfidence">True to write confidences into them.</param>
/// <param name="SavesCrops">True to write each object as a picture.</param>
/// <param name="SavesPictures">True to write the pictures with boxes.</param>
/// <param name="Visualizes">True to write what each layer puts out.</param>
/// <param name="Drawing">Options of the boxes.</param>
internal sealed record DetectSettings(
    string Folder, bool SavesText, bool SavesConfidence, bool SavesCrops, bool SavesPictures, bool Visualizes, BoxDrawingOptions Drawing);
