using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Yolov5.Data;
using Yolov5.Training;

namespace Benchmarks.Measurement;

/// <summary>A hash of what a data set holds, by which warm starts and accuracies are kept and runs compared.</summary>
internal static class DatasetHash
{
    /// <summary>
    /// SHA-256, in hexadecimal, over class names and, image by image, file name, size and labels. The pixels are not
    /// read: hashing them would take longer than training on a large set.
    /// </summary>
    public static string Of(TrainingData data)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in data.Description.Names)
            Append(hash, name);
        foreach (DatasetScan split in new[] { data.Train, data.Validation })
        {
            foreach (DatasetEntry entry in split.Entries)
            {
                Append(hash, Path.GetFileName(entry.ImagePath));
                Append(hash, new FileInfo(entry.ImagePath).Length);
                foreach (BoxLabel label in entry.Labels)
                {
                    Append(hash, label.Class);
                    foreach (float value in new[] { label.X, label.Y, label.Width, label.Height })
                        Append(hash, BitConverter.SingleToInt32Bits(value));
                }
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
