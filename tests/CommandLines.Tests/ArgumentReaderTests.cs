using System.CommandLine;

namespace CommandLines.Tests;

public class ArgumentReaderTests
{
    private static readonly KnownOption[] Options = [.. new Option[]
    {
        new Option<int>("--batch-size", "--batch"),
        new Option<string?>("--seeds") { Description = "Seeds, separated by commas." },
        new Option<bool>("--no-accuracy"),
        new Option<string[]>("--run", "-r") { AllowMultipleArgumentsPerToken = true },
        new Option<string?>("--cache") { Arity = ArgumentArity.ZeroOrOne },
        new Option<string>("--device"),
    }.Select(KnownOption.Of)];

    [Theory]
    [InlineData("--batch-size 4")]
    [InlineData("--batch_size 4")]
    [InlineData("--batch 4")]
    [InlineData("--batchSize=4")]
    [InlineData("--batch:4")]
    [InlineData("--batch 1 --no-accuracy --batch-size 4")]
    public void Every_spelling_is_the_same_option_and_the_last_one_counts(string arguments) =>
        Assert.Equal(["--batch-size", "4"], Read(arguments).TakeLast(2));

    [Theory]
    [InlineData("--batch -1", "--batch-size -1")]
    [InlineData("--no-accuracy --cache", "--no-accuracy --cache")]
    [InlineData("--cache ram --no-accuracy false", "--cache ram --no-accuracy false")]
    [InlineData("-r a b --seeds 1 --run c", "--seeds 1 --run a b c")]
    [InlineData("--device=--odd", "--device=--odd")]
    public void Values_stay_with_their_options(string arguments, string expected) => Assert.Equal(expected, string.Join(' ', Read(arguments)));

    [Fact]
    public void An_empty_value_is_a_value() => Assert.Equal(["--device", ""], ArgumentReader.Arguments(Reader().Read(["--device", ""])));

    [Theory]
    [InlineData("--seeds 1 2", "--seeds 1 2: '2' is read by no option. Several values are separated by commas: --seeds 1,2.")]
    [InlineData("--batch 1 2", "'2' behind --batch-size 1 is read by no option.")]
    [InlineData("word", "'word' is read by no option.")]
    [InlineData("-- --seeds 1", "'--' is read by no option.")]
    [InlineData("--no-accuracy word", "'word' behind --no-accuracy is read by no option.")]
    [InlineData("--sedes 1", "--sedes: there is no such option. Did you mean --seeds?")]
    [InlineData("--zzzzzzzz", "--zzzzzzzz: there is no such option. 'tool --help' lists them.")]
    [InlineData("-x", "-x: there is no such option.")]
    [InlineData("--see 1", "--see: there is no such option. Did you mean --seeds?")]
    [InlineData("--batch", "--batch-size: a value is expected after it.")]
    [InlineData("--batch --seeds 1", "--batch-size: a value is expected after it.")]
    [InlineData("--batch x", "--batch-size x: a whole number is expected.")]
    [InlineData("--no-accuracy=5", "--no-accuracy=5: the option takes no value.")]
    public void What_nobody_reads_is_refused_by_name(string arguments, string complaint) =>
        Assert.StartsWith(complaint, Assert.Throws<InvalidInputException>(() => Read(arguments)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_abbreviation_is_taken_where_it_is_clear_and_wanted()
    {
        ArgumentReader reader = new([.. Options, KnownOption.Of(new Option<int>("--batches"))], "tool --help") { TakesAbbreviations = true };

        Assert.Equal(["--seeds", "1"], ArgumentReader.Arguments(reader.Read(["--see", "1"])));
        Assert.Contains("all begin like this", Assert.Throws<InvalidInputException>(() => reader.Read(["--bat", "1"])).Message, StringComparison.Ordinal);
    }

    private static ArgumentReader Reader() => new(Options, "tool --help");

    private static IEnumerable<string> Read(string arguments) => ArgumentReader.Arguments(Reader().Read(arguments.Split(' ')));
}
