using System.Text.Json;
using Support;
using Yolov5.Data;
using Yolov5.Datasets;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Datasets;

public sealed class ConversionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedFact("data/bccd/voc/Annotations")]
    public void Real_VOC_files_give_the_published_labels()
    {
        string bccd = Repository.SharedPath("data/bccd");

        AnnotationSet read = VocAnnotations.Read(Path.Combine(bccd, "voc", "Annotations"), Path.Combine(bccd, "images"), ["WBC", "RBC", "Platelets"]);

        Assert.Equal((20, 2, 0), (read.Images.Count, read.Dropped.Count, read.Findings.Count));
        foreach (AnnotatedImage image in read.Images)
        {
            string label = Directory.GetFiles(Path.Combine(bccd, "labels"), Path.ChangeExtension(image.Name, ".txt"), SearchOption.AllDirectories).Single();
            Assert.Equal(File.ReadAllText(label).ReplaceLineEndings("\n").TrimEnd(), YoloAnnotations.Rows(image, outlines: false).TrimEnd());
        }
    }

    [Fact]
    public void VOC_objects_are_read_and_what_cannot_be_is_named_with_its_line()
    {
        Voc("a", 100, 80, ("dog", "10 20 60 70", false), ("cat", "1 1 101 90", false), ("dog", "5 5 9 9", true), ("dog", "30 30 30 40", false));
        Voc("b", 100, 80, ("dog", "x 1 2 3", false));
        File.WriteAllText(_folder.File("Annotations/c.xml"), "<annotation>\n  <size>\n");
        File.WriteAllText(_folder.File("Annotations/d.xml"), "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>\n<annotation>&e;</annotation>");

        AnnotationSet read = VocAnnotations.Read(_folder.File("Annotations"), origin: 1);

        Assert.Equal(["cat", "dog"], read.Names);
        Assert.Equal([new AnnotatedObject(1, 9, 19, 59, 69, []), new AnnotatedObject(0, 0, 0, 100, 80, [])], read.Images[0].Objects, Same);
        Assert.Equal(1, read.Regions);
        Assert.Single(read.Dropped);
        Assert.Equal(["b.xml", "c.xml", "d.xml"], read.Findings.Select(finding => Path.GetFileName(finding.File)));
        Assert.Equal([3, 3], read.Findings.Take(2).Select(finding => finding.Line ?? 0));
        Assert.Contains("document type", read.Findings[2].Reason, StringComparison.Ordinal);
        Assert.Equal(2, VocAnnotations.Read(_folder.File("Annotations"), keepDifficult: true).Images[0].Objects.Count(each => each.Class == 1));
    }

    [Fact]
    public void A_VOC_list_chooses_the_images()
    {
        foreach (string name in new[] { "a", "b", "c" })
            Voc(name, 50, 50, ("dog", "10 10 20 20", false));
        File.WriteAllText(_folder.File("dog_train.txt"), "c  1\nb -1\n\na  0\ngone 1\n");

        AnnotationSet read = VocAnnotations.Read(_folder.File("Annotations"), list: _folder.File("dog_train.txt"));

        Assert.Equal(["a.jpg", "c.jpg"], read.Images.Select(image => image.Name));
        Assert.Equal(5, Assert.Single(read.Findings).Line);
    }

    [Fact]
    public void KITTI_labels_without_DontCare_become_boxes()
    {
        Directory.CreateDirectory(_folder.File("label_2"));
        Directory.CreateDirectory(_folder.File("image_2"));
        ImageFile.Write(_folder.File("image_2/000001.png"), Pictures.Noise(124, 38, 1));
        File.WriteAllText(_folder.File("label_2/000001.txt"),
            "Truck 0.00 0 -1.57 59.91 15.63 62.97 18.90 2.85 2.63 12.34 0.47 1.49 69.44 -1.56\n"
            + "DontCare -1 -1 -10 50.3 19.1 51.2 20.5 -1 -1 -1 -1000 -1000 -1000 -10\n"
            + "Cyclist 0.00 3 -1.65 67.60 16.4 200 18.90 1.86 0.60 2.02 4.59 1.32 45.84 -1.55\n"
            + "Car 0.00 1\n");
        File.WriteAllText(_folder.File("label_2/000002.txt"), "");

        AnnotationSet read = KittiAnnotations.Read(_folder.File("label_2"));

        Assert.Equal("2 0.495484 0.454342 0.024677 0.086053\n5 0.772581 0.464474 0.454839 0.065789\n", YoloAnnotations.Rows(Assert.Single(read.Images), outlines: false));
        Assert.Equal(1, read.Regions);
        Assert.Equal([("000001.txt", 4), ("000002.txt", null)], read.Findings.Select(finding => (Path.GetFileName(finding.File), finding.Line)));
    }

    [Fact]
    public void COCO_crowds_and_broken_boxes_are_left_out_and_categories_are_numbered_from_0()
    {
        string file = Coco("""
            { "info": { "year": 2017 }, "images": [ { "id": 7, "file_name": "../../x/a.jpg", "width": 100, "height": 50 }, { "id": 8, "file_name": "sub/b.jpg", "width": 10, "height": 10, "license": 3 } ],
              "annotations": [
                { "id": 1, "image_id": 7, "category_id": 90, "bbox": [10, 10, 20, 30], "iscrowd": 0, "segmentation": [[10, 10, 30, 10, 30, 40]] },
                { "id": 2, "image_id": 7, "category_id": 1, "bbox": [0, 0, 90, 40], "iscrowd": 1, "segmentation": { "counts": [1, 2], "size": [50, 100] } },
                { "id": 3, "image_id": 7, "category_id": 1, "bbox": [10, 10, 0, 30], "iscrowd": 0 },
                { "id": 4, "image_id": 9, "category_id": 1, "bbox": [1, 1, 2, 2] },
                { "id": 5, "image_id": 7, "category_id": 4, "bbox": [1, 1, 2, 2] },
                { "id": 6, "image_id": 7, "category_id": 1, "segmentation": [[1, 2, 3, 4, 5, 9]] } ],
              "categories": [ { "id": 90, "name": "toothbrush", "supercategory": "indoor" }, { "id": 1, "name": "person" } ] }
            """);

        AnnotationSet read = CocoAnnotations.Read(file);

        Assert.Equal(["person", "toothbrush"], read.Names);
        Assert.Equal(["a.jpg", "sub/b.jpg"], read.Images.Select(image => image.Name));
        Assert.Equal("1 0.200000 0.500000 0.200000 0.600000\n0 0.030000 0.110000 0.040000 0.140000\n", YoloAnnotations.Rows(read.Images[0], outlines: false));
        Assert.StartsWith("1 0.100000 0.200000 0.300000 0.200000 0.300000 0.800000\n", YoloAnnotations.Rows(read.Images[0], outlines: true), StringComparison.Ordinal);
        Assert.Equal((1, 1, 2), (read.Regions, read.Dropped.Count, read.Findings.Count));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{ \"images\": [ { \"id\": 1 ")]
    [InlineData("{}")]
    [InlineData("{ \"images\": 3 }")]
    public void A_file_that_is_no_COCO_file_is_refused_by_name(string text) =>
        Assert.Contains("is no COCO file", Assert.Throws<InvalidInputException>(() => CocoAnnotations.Read(Coco(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void From_COCO_to_YOLO_and_back_boxes_and_outlines_stay_within_a_hundredth_of_a_pixel()
    {
        Random random = new(3);
        Directory.CreateDirectory(_folder.File("pictures"));
        List<AnnotatedImage> images = [];
        for (int i = 0; i < 12; i++)
        {
            (int width, int height) = (random.Next(20, 200), random.Next(20, 200));
            string path = _folder.File($"pictures/{i}.png");
            ImageFile.Write(path, Pictures.Noise(width, height, i));
            images.Add(new AnnotatedImage($"{i}.png", path, width, height, [.. Enumerable.Range(0, i % 5).Select(_ => Object(random, width, height))]));
        }

        string before = _folder.File("before.json"), after = _folder.File("after.json");
        CocoAnnotations.Write(before, new AnnotationSet(["a", "b", "c"], [.. images.OrderBy(image => image.Name, StringComparer.Ordinal)]));
        AnnotationSet read = CocoAnnotations.Read(before, _folder.File("pictures"));
        YoloAnnotations.Write(_folder.File("yolo"), "val", read, outlines: true);
        CocoAnnotations.Write(after, YoloAnnotations.Read(DatasetDescription.Load(_folder.File("yolo/data.yaml")), DatasetSplit.Val));

        AnnotationSet first = CocoAnnotations.Read(before), second = CocoAnnotations.Read(after);
        Assert.Equal(first.Names, second.Names);
        Assert.Equal(first.Images.Select(image => (image.Name, image.Width, image.Height)), second.Images.Select(image => (image.Name, image.Width, image.Height)));
        Assert.Equal(21, second.Objects);
        foreach ((AnnotatedObject a, AnnotatedObject b) in first.Images.SelectMany(image => image.Objects).Zip(second.Images.SelectMany(image => image.Objects)))
        {
            Assert.Equal(a.Class, b.Class);
            double[] near = [a.Left - b.Left, a.Top - b.Top, a.Right - b.Right, a.Bottom - b.Bottom, .. a.Outlines.SelectMany(each => each).Zip(b.Outlines.SelectMany(each => each), (x, y) => x - y)];
            Assert.All(near, difference => Assert.InRange(difference, -0.01, 0.01));
            Assert.Equal(a.Outlines.Count, b.Outlines.Count);
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(after));
        Assert.Equal([0, 1, 2], document.RootElement.GetProperty("categories").EnumerateArray().Select(each => each.GetProperty("id").GetInt32()));
        Assert.Equal(10, document.RootElement.GetProperty("images").EnumerateArray().Single(each => each.GetProperty("file_name").GetString() == "10.png").GetProperty("id").GetInt32());
    }

    [Fact]
    public void Parts_of_an_object_become_one_outline_of_the_same_area()
    {
        double[] joined = Outline.Joined([[0, 0, 10, 0, 10, 10, 0, 10], [20, 0, 30, 0, 30, 10, 20, 10], [0, 40, 5, 40, 5, 45]]);

        Assert.Equal(100 + 100 + 12.5, Outline.Area(joined), 6);
        Assert.Equal((0, 0, 30, 45), Outline.Bounds([joined]));
    }

    [Fact]
    public void Splits_that_are_converted_one_after_the_other_share_a_YAML_with_the_same_classes()
    {
        AnnotationSet set = new(["cat", "a: \"b\" # é"], [new AnnotatedImage("x.jpg", null, 10, 10, [new AnnotatedObject(1, 1, 1, 5, 5, [])])]);
        YoloAnnotations.Write(_folder.Path, "train", set);
        YoloAnnotations.Write(_folder.Path, "val", set);
        YoloAnnotations.Write(_folder.Path, "test", set);

        DatasetDescription description = DatasetDescription.Load(_folder.File("data.yaml"));
        Assert.Equal(set.Names, description.Names);
        Assert.Equal(_folder.File("images/test"), Assert.Single(description.Test));
        Assert.Contains("the same classes", Assert.Throws<InvalidInputException>(() => YoloAnnotations.Write(_folder.Path, "val", set with { Names = ["cat"] })).Message, StringComparison.Ordinal);
        Assert.Contains("exists", Assert.Throws<InvalidInputException>(() => DatasetLayout.Create(_folder.Path, ["cat"])).Message, StringComparison.Ordinal);
    }

    private static AnnotatedObject Object(Random random, int width, int height)
    {
        double x1 = random.NextDouble() * width * 0.8, y1 = random.NextDouble() * height * 0.8;
        double x2 = x1 + 1 + (random.NextDouble() * (width - x1 - 1)), y2 = y1 + 1 + (random.NextDouble() * (height - y1 - 1));
        double[][] outlines = random.Next(2) == 0 ? [] : [[x1, y1, x2, y1, x2, y2, x1, (y1 + y2) / 2]];
        return new AnnotatedObject(random.Next(3), x1, y1, x2, y2, outlines);
    }

    private static bool Same(AnnotatedObject a, AnnotatedObject b) => a with { Outlines = [] } == b with { Outlines = [] } || (a.Class, a.Left, a.Top, a.Right, a.Bottom) == (b.Class, b.Left, b.Top, b.Right, b.Bottom);

    private string Coco(string text)
    {
        File.WriteAllText(_folder.File("coco.json"), text);
        return _folder.File("coco.json");
    }

    private void Voc(string name, int width, int height, params (string Class, string Box, bool Difficult)[] objects)
    {
        Directory.CreateDirectory(_folder.File("Annotations"));
        IEnumerable<string> items = objects.Select(each =>
        {
            string[] box = each.Box.Split(' ');
            return $"<object><name>{each.Class}</name><difficult>{(each.Difficult ? 1 : 0)}</difficult><bndbox><xmin>{box[0]}</xmin><ymin>{box[1]}</ymin><xmax>{box[2]}</xmax><ymax>{box[3]}</ymax></bndbox></object>\n";
        });
        File.WriteAllText(_folder.File($"Annotations/{name}.xml"), $"<annotation>\n<size><width>{width}</width><height>{height}</height><depth>3</depth></size>\n{string.Concat(items)}</annotation>");
    }
}
