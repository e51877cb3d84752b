using System.Reflection;

namespace Yolov5.Sizing;

/// <summary>The program that runs, for those who start it again.</summary>
public static class OwnProgram
{
    /// <summary>The file to start, and the arguments before all others: it was started as <c>dotnet program.dll</c>, or by its own executable.</summary>
    /// <exception cref="InvalidOperationException">The system does not say what was started.</exception>
    public static (string FileName, string[] Arguments) Command
    {
        get
        {
            string program = Environment.ProcessPath ?? throw new InvalidOperationException("The system does not say by which file this program was started.");
            return (program, Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location] : []);
        }
    }
}
