using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Support;

namespace Files.Tests;

public sealed class StrictJsonTests
{
    private enum Colour
    {
        Red,
        DarkGreen,
    }

    [Fact]
    public void Every_kind_of_value_is_read()
    {
        Document read = StrictJson.Parse<Document>(
            """{ "name": "a", "colour": "dark_green", "share": 1e-3, "count": null, "boxes": { "x": { "sides": [1, 2] } }, "words": ["b", "c"], "extra": { "whatever": 1 } }""", "a.json");

        Assert.Equal(("a", Colour.DarkGreen, 0.001, null), (read.Name, read.Colour, read.Share, read.Count));
        Assert.Equal([1L, 2], read.Boxes["x"].Sides);
        Assert.Equal(["b", "c"], read.Words);
    }

    [Theory]
    [InlineData("""{ "colour": "red" }""", "the key 'name' is missing.")]
    [InlineData("""{ "name": "a", "Name": "b" }""", "'Name' is not a known key; known are name, colour, share, count, boxes, words, extra.")]
    [InlineData("""{ "name": "a", "is_red": true }""", "'is_red' is not a known key")]
    [InlineData("""{ "name": "a", "name": "b" }""", "Duplicate property 'name'")]
    [InlineData("""{ "name": null }""", "name is null; a text is expected.")]
    [InlineData("""{ "name": ["a"] }""", "name is a list; a text is expected.")]
    [InlineData("""{ "name": "\ud800" }""", "name is \"\\ud800\"; a text is expected.")]
    [InlineData("""{ "name": "a", "\ud800": 1 }""", "a.json: ")]
    [InlineData("""{ "name": "a", "colour": "blue" }""", "colour is \"blue\"; one of red, dark_green is expected.")]
    [InlineData("""{ "name": "a", "colour": 1 }""", "colour is 1; one of red, dark_green is expected.")]
    [InlineData("""{ "name": "a", "share": 1.5 }""", "share is 1.5; a number from 0 to 1 is expected.")]
    [InlineData("""{ "name": "a", "share": "1" }""", "share is \"1\"; a number from 0 to 1 is expected.")]
    [InlineData("""{ "name": "a", "count": 2.5 }""", "count is 2.5; a whole number from 1 to 9 is expected.")]
    [InlineData("""{ "name": "a", "count": 99999999999999999999 }""", "count is 99999999999999999999; a whole number from 1 to 9")]
    [InlineData("""{ "name": "a", "boxes": [] }""", "boxes is a list; an object of keys and values is expected.")]
    [InlineData("""{ "name": "a", "boxes": { "x": null } }""", "boxes.x is null; an object of keys and values is expected.")]
    [InlineData("""{ "name": "a", "boxes": { "x": {} } }""", "the key 'boxes.x.sides' is missing.")]
    [InlineData("""{ "name": "a", "boxes": { "x": { "sides": [1] } } }""", "boxes.x.sides is a list; two sides is expected.")]
    [InlineData("""{ "name": "a", "boxes": { "x": { "sides": [1, true] } } }""", "boxes.x.sides[1] is true; a whole number is expected.")]
    [InlineData("""{ "name": "a", "words": ["b", null] }""", "words[1] is null; a text is expected.")]
    [InlineData("[]", "holds a list; an object of keys and values is expected.")]
    [InlineData("null", "holds null; an object of keys and values is expected.")]
    [InlineData("", "line 1: is not valid JSON: ")]
    [InlineData("{\n\"name\": \"a\",\n}", "line 3: is not valid JSON: ")]
    [InlineData("{ \"name\": \"a\" } // why", "line 1: is not valid JSON: ")]
    public void A_mistake_is_named_with_source_key_value_and_what_is_allowed(string json, string complaint)
    {
        string message = Assert.Throws<InvalidInputException>(() => StrictJson.Parse<Document>(json, "a.json")).Message;

        Assert.StartsWith("a.json: ", message, StringComparison.Ordinal);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_too_large_for_their_type_are_not_infinite() =>
        Assert.Contains("[1] is -1e999; a number is expected", Assert.Throws<InvalidInputException>(() => StrictJson.Parse<double[]>("[1, -1e999]", "a.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_an_error() =>
        Assert.Throws<InvalidInputException>(() => StrictJson.Parse<Document>(string.Concat(Enumerable.Repeat("{\"name\":", 100_000)), "a.json"));

    [Fact]
    public void A_file_that_cannot_be_used_is_named()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.json");

        Assert.Equal($"{path}: there is no such file.", Complaint());
        Directory.CreateDirectory(path);
        Assert.Equal($"{path} is a folder; a file is expected.", Complaint());
        Directory.Delete(path);
        File.WriteAllBytes(path, [.. "{ \"name\": \""u8, 0xFF, .. "\" }"u8]);
        Assert.Equal($"{path}: is not a text in UTF-8.", Complaint());
        File.WriteAllBytes(path, new byte[65]);
        Assert.Equal($"{path}: 65 bytes are too many (at most 64).", Complaint());

        File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. "{ \"name\": \"é\" }"u8]);
        Assert.Equal("é", StrictJson.Read<Document>(path).Name);

        string Complaint() => Assert.Throws<InvalidInputException>(() => StrictJson.Read<Document>(path, mostBytes: 64)).Message;
    }

    private sealed record Document
    {
        public required string Name { get; init; }

        public Colour Colour { get; init; }

        public bool IsRed => Colour == Colour.Red;

        [Range(0.0, 1.0)]
        public double Share { get; init; }

        [Range(1, 9)]
        public int? Count { get; init; }

        public IReadOnlyDictionary<string, Box> Boxes { get; init; } = new Dictionary<string, Box>();

        public IReadOnlyList<string> Words { get; init; } = [];

        public Loose? Extra { get; init; }
    }

    private sealed record Box([property: Length(2, 2, ErrorMessage = "two sides")] IReadOnlyList<long> Sides);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    private sealed record Loose;
}
