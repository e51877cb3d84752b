using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Yolov5.Weights;

/// <summary>Identifies a file that was given as a checkpoint by its first bytes, for an error that says what to do.</summary>
internal static class FileKind
{
    // PyTorch before 1.6 began its files with this number as a pickle of its own: PROTO 2, LONG1 of 10 bytes.
    private static readonly byte[] LegacyTorch = [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

    /// <exception cref="InvalidDataException">The file does not begin as a ZIP archive.</exception>
    public static void RequireZip(SafeFileHandle file)
    {
        Span<byte> head = stackalloc byte[512];
        head = head[..RandomAccess.Read(file, head, 0)];
        if (head.StartsWith("PK\x03\x04"u8))
            return;
        throw new InvalidDataException(Problem(head));
    }

    private static string Problem(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
            return "The file is empty. Copy or download it again.";
        if (head.StartsWith(LegacyTorch) || (head.Length > 262 && head[257..262].SequenceEqual("ustar"u8)))
            return "PyTorch wrote this file in its format from before version 1.6. Load it with a newer PyTorch and save it again: torch.save(torch.load(file), file).";
        if (head[0] == 0x80)
            return "This is a bare Python pickle, not a checkpoint. Save it again with torch.save of PyTorch 1.6 or newer.";
        if (head.StartsWith("version https://git-lfs"u8))
            return "This is a Git LFS pointer, not the file itself. Fetch it with 'git lfs pull'.";
        if (head.Length > 9 && head[8] == '{')
            return "This seems to be a safetensors file. Checkpoints of torch.save (.pt) are supported.";
        string text = Encoding.Latin1.GetString(head).TrimStart();
        if (text.StartsWith('<'))
            return "This is a web page, not a checkpoint: the download went wrong. Download the file again.";
        return "This is not a checkpoint: a file of torch.save (PyTorch 1.6 or newer) is a ZIP archive, which begins with 'PK'.";
    }
}
