using System.CommandLine;
using Yolov5.Sizing;

namespace Benchmarks.Commands.Probe;

/// <summary><c>probe</c>: a fresh process of a sweep.</summary>
internal sealed class ProbeCommand : Command
{
    private readonly Argument<string> _request = new("request") { Description = "What to run, as JSON." };

    public ProbeCommand()
        : base("probe", "Runs steps at one batch size and prints what they took as JSON.")
    {
        Hidden = true;
        Add(_request);
        SetAction(parsed => ProcessProbe.Serve(parsed.GetValue(_request)!, Console.Out));
    }
}
