using System.Diagnostics;

namespace Yolov5.Sizing;

/// <summary>
/// Runs every probe in a fresh process: nothing is cached there, nothing was left behind, and a process that the system
/// ends for its memory takes nothing with it.
/// </summary>
public sealed class ProcessProbe : IStepProbe
{
    private const string Verb = "probe";

    // As Linux's out-of-memory killer ends a process: 128 + SIGKILL.
    private const int Killed = 137;

    private static bool s_serves;

    private readonly string _fileName;
    private readonly string[] _arguments;

    /// <summary>Names the program that runs a probe: it gets the request as its last argument and prints the result as its last line.</summary>
    /// <param name="fileName">The program.</param>
    /// <param name="arguments">Arguments before the request.</param>
    public ProcessProbe(string fileName, params string[] arguments)
    {
        _fileName = fileName;
        _arguments = arguments;
    }

    /// <summary>Longest time that a probe may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>This program as its own probe; null if it does not call <see cref="TryServe"/>.</summary>
    public static ProcessProbe? OfThisProgram()
    {
        if (!s_serves)
            return null;
        (string program, string[] arguments) = OwnProgram.Command;
        return new ProcessProbe(program, [.. arguments, Verb]);
    }

    /// <summary>
    /// Runs a probe and prints its result if the command line is that of a probe's process. A program that calls this
    /// before anything else can be its own probe.
    /// </summary>
    /// <param name="arguments">The program's command line.</param>
    /// <param name="output">Writer that the result is printed to.</param>
    /// <returns>False if the command line is another one, and nothing was done.</returns>
    /// <exception cref="InvalidInputException">The request cannot be read, or asks for something that does not exist.</exception>
    public static bool TryServe(IReadOnlyList<string> arguments, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        s_serves = true;
        if (arguments is not [Verb, var request])
            return false;
        output.WriteLine(new InProcessProbe().Run(ProbeRequest.FromJson(request)).ToJson());
        return true;
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

    /// <summary>Reads the result of a process that has ended.</summary>
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
