using System.Text;
using Support;
using Yolov5.Data;

namespace Yolov5.Tests.Data;

public sealed class DatasetDescriptionTests : IDisposable
{
    private const string Names = "names: [red, green]\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("names: [red, green]")]
    [InlineData("names:\n  0: red\n  1: green")]
    [InlineData("names: {1: green, 0: red}\nnc: 2")]
    [InlineData("names:\n- red\n- green\n")]
    public void NamesAreAListOrAMap(string names)
    {
        DatasetDescription description = Load($"train: images\nval: images\n{names}\n");

        Assert.Equal(["red", "green"], description.Names);
        Assert.Equal(2, description.ClassCount);
        Assert.Empty(description.Warnings);
    }

    [Fact]
    public void PathsAreBelowTheRootBesideTheFile()
    {
        Directory.CreateDirectory(_folder.File("set/images/val"));
        DatasetDescription description = Load($"path: set\ntrain: images/train\nval: [images/val, more.txt]\ntest:\n{Names}");

        Assert.Equal(_folder.File("set"), description.Root);
        Assert.Equal([_folder.File("set/images/train")], description.Train);
        Assert.Equal([_folder.File("set/images/val"), _folder.File("set/more.txt")], description.Val);
        Assert.Empty(description.Test);
    }

    [Fact]
    public void WithoutAPathTheFilesFolderIsTheRoot()
    {
        Assert.Equal(_folder.Path, Load($"train: a\nval: b\n{Names}").Root);
        Assert.Equal(_folder.Path, Load($"path: .\ntrain: a\nval: b\n{Names}").Root);
    }

    [Fact]
    public void AFolderOneLevelTooHighIsFoundBesideTheFile()
    {
        Directory.CreateDirectory(_folder.File("train/images"));
        Assert.Equal([_folder.File("train/images")], Load($"train: ../train/images\nval: x\n{Names}").Train);
    }

    [Fact]
    public void A_file_is_found_by_its_name_in_the_usual_folders()
    {
        string name = $"{Guid.NewGuid():N}.yaml";
        Assert.Equal(name, DatasetDescription.FileOf(name));
        Assert.Equal("folder/" + name, DatasetDescription.FileOf("folder/" + name));
        foreach (string folder in DatasetDescription.Folders.Reverse())
        {
            bool isNew = !Directory.Exists(folder);
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, name), "path: .\ntrain: images\nval: images\nnames: [a]\n");
            try
            {
                Assert.Equal(Path.Combine(folder, name), DatasetDescription.FileOf(name));
                Assert.Equal(["a"], DatasetDescription.Load(name).Names);
            }
            finally
            {
                File.Delete(Path.Combine(folder, name));
                if (isNew)
                    Directory.Delete(folder);
            }
        }
    }

    [Fact]
    public void UnknownKeysAreToldAndKnownOnesWithoutMeaningAreNot()
    {
        DatasetDescription description = Load($"train: a\nval: b\ndownload: bash get.sh\nroboflow: {{project: x, v: [1, 2]}}\ncolour: blue\n{Names}");

        Assert.Contains("'colour'", Assert.Single(description.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void AliasesStandForTheirValue()
    {
        DatasetDescription description = Load($"train: &a images\nval: *a\n{Names}");
        Assert.Equal(description.Train, description.Val);
    }

    [Theory]
    [InlineData("val: b\nnames: [a]", "'train' is missing")]
    [InlineData("train: a\nnames: [a]", "'val' is missing")]
    [InlineData("train: a\nval: b", "'names' is missing")]
    [InlineData("train: a\nval: b\nnames: []", "'names' is empty")]
    [InlineData("train: a\nval: b\nnames: 3", "'names' is '3'")]
    [InlineData("train: a\nval: b\nnames: [a, [b]]", "class 1 has no name")]
    [InlineData("train: a\nval: b\nnames: {0: a, 2: c}", "class 1 is missing before 2")]
    [InlineData("train: a\nval: b\nnames: {0: a, 00: c}", "class 0 is given twice")]
    [InlineData("train: a\nval: b\nnames: {a: 0}", "'a' is not a class index")]
    [InlineData("train: a\nval: b\nnames: {-1: a}", "'-1' is not a class index")]
    [InlineData("train: a\nval: b\nnames: [a]\nnc: 2", "'nc' is 2, but 'names' has 1")]
    [InlineData("train: a\nval: b\nnames: [a]\nnc: many", "'nc' is 'many'")]
    [InlineData("train: {a: b}\nval: b\nnames: [a]", "'train' is a map")]
    [InlineData("train: []\nval: b\nnames: [a]", "'train' has 0 entries")]
    [InlineData("train: [[a]]\nval: b\nnames: [a]", "'train' is a list")]
    [InlineData("train:\nval: b\nnames: [a]", "'train' is ''")]
    [InlineData("path: [a]\ntrain: a\nval: b\nnames: [a]", "'path' is a list")]
    [InlineData("train: a\ntrain: b\nval: b\nnames: [a]", "'train' is given twice")]
    [InlineData("- a\n- b", "must be a map")]
    [InlineData("", "is empty")]
    [InlineData("train: [a\nval: b", "after line")]
    [InlineData("train: *nothing\nval: b\nnames: [a]", "nothing")]
    public void AWrongFileSaysWhatIsWrong(string yaml, string said)
    {
        InvalidInputException exception = Assert.Throws<InvalidInputException>(() => Load(yaml));
        Assert.Contains(said, exception.Message, StringComparison.Ordinal);
        Assert.Contains("data.yaml", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileAndAFolderAreToldApart()
    {
        Assert.Contains("does not exist", Assert.Throws<InvalidInputException>(() => DatasetDescription.Load(_folder.File("no.yaml"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<InvalidInputException>(() => DatasetDescription.Load(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingSplitIsNamedWhenItIsUsed()
    {
        DatasetDescription description = Load($"train: nowhere\nval: b\n{Names}");

        string train = Assert.Throws<InvalidInputException>(() => description.Sources(DatasetSplit.Train)).Message;
        Assert.Contains("'train'", train, StringComparison.Ordinal);
        Assert.Contains(_folder.File("nowhere"), train, StringComparison.Ordinal);
        Assert.Contains("'test' is missing", Assert.Throws<InvalidInputException>(() => description.Sources(DatasetSplit.Test)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BombsAreCheapToRefuse()
    {
        StringBuilder aliases = new("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 40; i++)
            aliases.AppendLine($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]");
        Assert.Throws<InvalidInputException>(() => Load(aliases + "train: *a39\nval: b\n" + Names));
        Assert.Throws<InvalidInputException>(() => Load("train: " + new string('[', 100_000)));
        Assert.Throws<InvalidInputException>(() => Load("train: " + string.Concat(Enumerable.Repeat("{a: ", 50_000))));
        Assert.Throws<InvalidInputException>(() => Load("train: [" + string.Concat(Enumerable.Repeat("a,", 300_000)) + "]"));
        Assert.Throws<InvalidInputException>(() => Load(new string('#', 5 << 20)));
        Assert.Throws<InvalidInputException>(() => Load("train: &a [*a]\nval: b\n" + Names));
    }

    [Fact]
    public void RandomMutationsEndInADescriptionOrAMessage()
    {
        byte[] original = Encoding.UTF8.GetBytes("# data\npath: .\ntrain: &t images/train\nval: [*t, 'images/val', \"list.txt\"]\ntest: |\n  images\nnc: 3\n\nnames:\n  0: WBC\n  1: RBC\n  2: \"Plate\\u006cets\"\ndownload: >\n  none\n");
        Random random = new(7);
        string path = _folder.File("data.yaml");
        int valid = 0;
        for (int i = 0; i < 10_000; i++)
        {
            File.WriteAllBytes(path, Mutation.Of(original, random));
            try
            {
                valid += DatasetDescription.Load(path).ClassCount > 0 ? 1 : 0;
            }
            catch (InvalidInputException)
            {
                // A message for the user is one of the two allowed ends.
            }
        }

        Assert.InRange(valid, 1_000, 9_000);
    }

    [Fact]
    public void EveryDescriptionInTheRepositoryIsValid()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "datasets"), "*.yaml");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Empty(DatasetDescription.Load(file).Warnings));
    }

    private DatasetDescription Load(string yaml)
    {
        string path = _folder.File("data.yaml");
        File.WriteAllText(path, yaml);
        return DatasetDescription.Load(path);
    }
}
