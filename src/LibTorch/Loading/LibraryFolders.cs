using System.Reflection;
using System.Text;

namespace LibTorch.Loading;

/// <summary>Folders in which the native libraries are looked for.</summary>
internal static class LibraryFolders
{
    /// <summary>Name of the environment variable that names an unpacked libtorch or Python's torch folder.</summary>
    public const string Variable = "LIBTORCH";

    private const string LoaderCache = "/etc/ld.so.cache";

    /// <summary>Path of a library, or null if no folder has it.</summary>
    /// <param name="file">File name, such as <c>libtorch_cpu.so</c>.</param>
    public static string? Find(string file) => All().Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>All folders in the order of the search: <c>LIBTORCH</c>, the program's own, the packages' on the machine that built it.</summary>
    /// <exception cref="EngineException"><c>LIBTORCH</c> names a folder without libtorch.</exception>
    public static IEnumerable<string> All()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            yield return Named(named);
        yield return AppContext.BaseDirectory;
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");
        foreach (string folder in Packages())
            yield return folder;
    }

    /// <summary>True if the system's loader finds a library by its name: in its cache or in a folder of <c>LD_LIBRARY_PATH</c>.</summary>
    /// <param name="file">File name.</param>
    public static bool SystemHas(string file)
    {
        string[] folders = Environment.GetEnvironmentVariable("LD_LIBRARY_PATH")?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (folders.Any(folder => File.Exists(Path.Combine(folder, file))))
            return true;
        try
        {
            return File.ReadAllBytes(LoaderCache).AsSpan().IndexOf(Encoding.UTF8.GetBytes(file + '\0')) >= 0;
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Named(string folder)
    {
        string libraries = Path.Combine(folder, "lib");
        foreach (string candidate in (string[])[libraries, folder])
        {
            if (File.Exists(Path.Combine(candidate, "libtorch_cpu.so")))
                return Path.GetFullPath(candidate);
        }

        throw new EngineException($"{Variable}={folder}: neither it nor {libraries} holds libtorch_cpu.so. Name an unpacked libtorch or the torch folder of a Python installation.");
    }

    private static string[] Packages() =>
        typeof(LibraryFolders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(data => data.Key == "LibTorch.Folders")?.Value?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
