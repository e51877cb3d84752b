namespace Schemes.Tests;

public class SchemeJsonTests
{
    [Fact]
    public void Every_part_can_be_set()
    {
        Scheme scheme = SchemeJson.Parse("""
            { "id": "mine-2.0", "name": "Mine, the second", "precision": "bf16", "checkpoint_interval": 3, "zero_stage": 3, "offload": "parameters", "memory_format": "channels_last", "fused": true }
            """, "mine.json");

        Assert.Equal(
            new Scheme { Id = "mine-2.0", Name = "Mine, the second", Precision = Precision.Bf16, CheckpointInterval = 3, ZeroStage = 3, Offload = Offload.Parameters, MemoryFormat = MemoryFormat.ChannelsLast, Fused = true },
            scheme);
    }

    [Fact]
    public void Absent_parts_are_off() => Assert.Equal(new Scheme { Id = "plain" }, SchemeJson.Parse("""{ "id": "plain" }""", "mine.json"));

    [Theory]
    [InlineData("""{ "id": "a", "checkpoint": 3 }""", "'checkpoint' is not a known key; known are id, name, precision, checkpoint_interval")]
    [InlineData("""{ "id": "a", "checkpoint_interval": "often" }""", "checkpoint_interval is \"often\"; a whole number from 0 to 1000 is expected.")]
    [InlineData("""{ "id": "a", "checkpoint_interval": -1 }""", "checkpoint_interval is -1; a whole number from 0")]
    [InlineData("""{ "id": "a", "checkpoint_interval": 2.5 }""", "checkpoint_interval is 2.5; a whole number")]
    [InlineData("""{ "id": "a", "checkpoint_interval": 99999999999 }""", "checkpoint_interval is 99999999999; a whole number")]
    [InlineData("""{ "id": "a", "precision": "fp8" }""", "precision is \"fp8\"; one of fp32, mixed, fp16, bf16 is expected.")]
    [InlineData("""{ "id": "a", "precision": 16 }""", "precision is 16; one of fp32")]
    [InlineData("""{ "id": "a", "memory_format": null }""", "memory_format is null; one of contiguous, channels_last")]
    [InlineData("""{ "id": "a", "fused": "yes" }""", "fused is \"yes\"; true or false")]
    [InlineData("""{ "id": "a", "zero_stage": 4 }""", "zero_stage is 4; a whole number from 0 to 3")]
    [InlineData("""{ "id": "a", "offload": "optimizer" }""", "offloading needs a ZeRO stage")]
    [InlineData("""{ "id": "a", "zero_stage": 1, "zero_stage": 2 }""", "Duplicate property 'zero_stage'")]
    [InlineData("""{ "id": "../a" }""", "id is \"../a\"; a name of at most 64")]
    [InlineData("""{ "id": "a", "name": " " }""", "name is \" \"; a text of at most 80")]
    [InlineData("""{ "id": "a", "name": "" }""", "name is \"\"; a text of at most 80")]
    [InlineData("""{ "id": "a", "name": "a\nb" }""", "a text of at most 80")]
    [InlineData("""{ "id": "a", "method": "Amp" }""", "'method' is not a known key")]
    [InlineData("""{ "id": "" }""", "id is \"\"; a name")]
    [InlineData("""{ "precision": "fp32" }""", "the key 'id' is missing.")]
    [InlineData("""[ "baseline" ]""", "holds a list; an object of keys and values is expected.")]
    [InlineData("", "line 1: is not valid JSON")]
    [InlineData("{\n  \"id\": \"a\"\n  \"precision\": \"fp32\"\n}", "line 3: is not valid JSON")]
    public void A_mistake_is_named_with_what_is_allowed(string json, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => SchemeJson.Parse(json, "mine.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Damaged_text_is_an_error_for_the_user_and_nothing_else()
    {
        const string Sound = """{ "id": "mine", "precision": "mixed", "checkpoint_interval": 3, "zero_stage": 1, "offload": "optimizer", "memory_format": "channels_last", "fused": false }""";
        Random random = new(11);
        for (int round = 0; round < 3000; round++)
        {
            char[] text = Sound.ToCharArray();
            for (int change = random.Next(1, 4); change > 0; change--)
                text[random.Next(text.Length)] = (char)random.Next(1, 128);
            try
            {
                SchemeJson.Parse(new string(text, 0, random.Next(4) == 0 ? random.Next(text.Length) : text.Length), "mine.json");
            }
            catch (InvalidInputException exception)
            {
                Assert.StartsWith("mine.json: ", exception.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Deep_nesting_is_an_error() =>
        Assert.Throws<InvalidInputException>(() => SchemeJson.Parse(string.Concat(Enumerable.Repeat("{\"id\":", 100_000)), "mine.json"));
}
