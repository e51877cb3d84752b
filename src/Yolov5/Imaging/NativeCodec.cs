namespace Yolov5.Imaging;

/// <summary>Turns "this shared library is not installed" into words that say what to install.</summary>
internal static class NativeCodec
{
    public static T Call<T>(string library, string package, Func<T> first)
    {
        try
        {
            return first();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new InvalidInputException($"The shared library {library} cannot be used ({e.Message.Split('\n')[0].Trim()}); install the system package that holds it ({package} on Debian and Ubuntu).", e);
        }
    }
}
