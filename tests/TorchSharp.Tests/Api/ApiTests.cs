using System.Reflection;
using Interop;
using Support;

namespace TorchSharp.Tests.Api;

/// <summary>Every public member of src/TorchSharp is one of TorchSharp 0.107.</summary>
public class ApiTests
{
    private static readonly string s_expectation =
        Path.Combine(Repository.Root, "tests", "TorchSharp.Tests", "Api", "torchsharp-0.107-api.txt");

    [OwnTorchSharpFact]
    public void PublicSurfaceIsWhatWasTakenFromTorchSharp()
    {
        Dictionary<string, HashSet<string>> expected = ApiText.Parse(File.ReadLines(s_expectation));
        List<string> unknown = [];
        foreach ((string type, SortedSet<string> members) in ApiText.Of(typeof(torch).Assembly))
        {
            if (!expected.TryGetValue(type, out HashSet<string>? known))
                unknown.Add(type);
            else
                unknown.AddRange(members.Where(member => !known.Contains(member)).Select(member => $"{type}: {member}"));
        }

        Assert.True(unknown.Count == 0, "Not in torchsharp-0.107-api.txt:\n" + string.Join('\n', unknown));
    }

    [OwnTorchSharpFact]
    public void ExpectationHoldsNothingThatIsGone()
    {
        SortedDictionary<string, SortedSet<string>> actual = ApiText.Of(typeof(torch).Assembly);
        IEnumerable<string> gone = ApiText.Parse(File.ReadLines(s_expectation))
            .SelectMany(type => type.Value.Where(member => !actual.TryGetValue(type.Key, out SortedSet<string>? members) || !members.Contains(member))
                .Select(member => $"{type.Key}: {member}"));
        Assert.Empty(gone);
    }

    [SharedFact("reference/torchsharp-0.107.0-api.txt")]
    public void ExpectationIsPartOfTorchSharpsOwnList()
    {
        Dictionary<string, HashSet<string>> all = ApiText.Parse(File.ReadLines(Repository.SharedPath("reference/torchsharp-0.107.0-api.txt")));
        foreach ((string type, HashSet<string> members) in ApiText.Parse(File.ReadLines(s_expectation)))
        {
            Assert.True(all.TryGetValue(type, out HashSet<string>? known), type);
            Assert.All(members, member => Assert.True(known.Contains(member), $"{type}: {member}"));
        }
    }

    [OwnTorchSharpFact]
    public void EveryOperatorThatIsNamedExists()
    {
        IEnumerable<Operator> named = typeof(torch).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(Operator))
            .Select(field => (Operator)field.GetValue(null)!);
        Assert.All(named, op => Assert.True(op.Exists, op.ToString()));
    }
}
