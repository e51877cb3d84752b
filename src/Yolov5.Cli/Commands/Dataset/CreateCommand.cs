using System.CommandLine;
using CommandLines;
using Yolov5.Datasets;

namespace Yolov5.Cli.Commands.Dataset;

/// <summary><c>yolo5 dataset create</c></summary>
internal sealed class CreateCommand : Command
{
    private readonly Argument<string> _folder = new("folder") { Description = "Folder of the data set." };
    private readonly Option<string> _names = new("--names") { Description = "Class names, separated by commas, or a dataset YAML that has them.", Required = true };

    public CreateCommand()
        : base("create", "Creates an empty data set: folders for images and labels, and the YAML.\n\n  yolo5 dataset create datasets/pets --names cat,dog")
    {
        Add(_folder);
        Add(_names);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string folder = OutputPlaces.Folder("folder", parsed.GetValue(_folder)!);
        string yaml = DatasetLayout.Create(folder, ClassNames.Read(parsed.GetValue(_names)!));
        Console.WriteLine($"Put images into {Path.Combine(folder, "images")}{Path.DirectorySeparatorChar}train and val, labels of the same names into labels{Path.DirectorySeparatorChar}train and val.");
        Console.WriteLine($"Then: yolo5 dataset verify --data {yaml}");
        return 0;
    }
}
