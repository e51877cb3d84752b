namespace Yolov5.Cli.Commands.Dataset;

/// <summary>Formats of annotations.</summary>
internal enum AnnotationFormat
{
    /// <summary>YOLO layout, named by its YAML.</summary>
    Yolo,

    /// <summary>Pascal VOC: a folder of XML files.</summary>
    Voc,

    /// <summary>A COCO file of instances.</summary>
    Coco,

    /// <summary>A folder of KITTI label files.</summary>
    Kitti,
}
