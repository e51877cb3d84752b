using System.Diagnostics;
using System.Reflection;

namespace Yolov5.Sizing;

/// <summary>
/// Runs every probe in a fresh process: nothing is cached there, nothing was left behind, and a process that the system
/// ends for its memory takes nothing with it.
/// </summary>
public sealed class ProcessProbe : IStepProbe
{
    /// <summary>The key of the assembly metadata by which a program says which of its arguments runs a probe.</summary>
    public const string MetadataKey = "Yolov5.Sizing.ProbeVerb";

    // As Linux's out-of-memory killer ends a process: 128 + SIGKILL.
    private const int Killed = 137;

    private readonly string _fileName;
    private readonly string[] _arguments;

    /// <summary>Names the program that runs a probe: it gets the request as its last argument and prints the result as its last line.</summary>
    /// <param name="fileName">The program.</param>
    /// <param name="arguments">What goes before the request.</param>
    public ProcessProbe(string fileName, params string[] arguments)
    {
        _fileName = fileName;
        _arguments = arguments;
    }

    /// <summary>How long a probe may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>This program as its own probe; null where it does not say by <see cref="MetadataKey"/> that it can be.</summary>
    public static ProcessProbe? OfThisProgram()
    {
        Assembly? entry = Assembly.GetEntryAssembly();
        string? verb = entry?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == MetadataKey)?.Value;
        if (verb is null || Environment.ProcessPath is not { } program)
            return null;

        // Started as `dotnet program.dll`, or by its own executable.
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? new ProcessProbe(program, entry!.Location, verb) : new ProcessProbe(program, verb);
    }

    /// <summary>The body of the verb: runs the request and prints the result.</summary>
    public static int Serve(string request, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(new InProcessProbe().Run(ProbeRequest.FromJson(request)).ToJson());
        return 0;
    }

    /// <inheritdoc/>
    public ProbeResult Run(ProbeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ProcessStartInfo start = new(_fileName, [.. _arguments, request.ToJson()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{_fileName} could not be started.");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Timeout);
        try
        {
            process.WaitForExitAsync(late.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            cancellationToken.ThrowIfCancellationRequested();
            return new ProbeResult { Status = ProbeStatus.Failed, Message = $"no answer within {Timeout.TotalMinutes:F0} minutes" };
        }

        // A Ctrl-C at the terminal reaches both processes, and the child may be the first to end.
        cancellationToken.ThrowIfCancellationRequested();
        return Interpret(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>What a process that has ended says.</summary>
    internal static ProbeResult Interpret(int exitCode, string output, string error)
    {
        if (exitCode == 0 && LastLine(output) is { } line && ProbeResult.FromJson(line) is { } result)
            return result;
        if (exitCode == Killed)
            return new ProbeResult { Status = ProbeStatus.OutOfMemory, Message = "the system ended the process: the machine had no memory left" };
        string reason = LastLine(error) ?? $"the process ended with exit code {exitCode}";
        return exitCode == 2 ? throw new InvalidInputException(reason) : new ProbeResult { Status = ProbeStatus.Failed, Message = reason };
    }

    private static string? LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
}
