namespace Yolov5.Weights;

/// <summary>Writes state dicts: names and tensors, nothing else.</summary>
public static class StateDictFile
{
    /// <summary>
    /// Writes a <c>.pt</c> that Python's <c>torch.load</c> (1.13 and newer, <c>weights_only=True</c> too) opens as an
    /// <c>OrderedDict</c> from name to tensor, and <see cref="Checkpoint.Read"/> as well. The same tensors give the same
    /// bytes; the file appears whole or not at all.
    /// </summary>
    /// <exception cref="ArgumentException">There is no tensor, or two have the same name.</exception>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<StoredTensor> tensors)
    {
        CheckpointDictionary state = CheckpointDictionary.FromStateDict(tensors);
        if (state.Count == 0)
            throw new ArgumentException("A state dict has at least one tensor.", nameof(tensors));
        CheckpointFile.Write(path, state);
    }
}
