namespace Yolov5.Tests.Training;

/// <summary>Tests that compare runs bit for bit: libtorch's random numbers are the whole process's, so that nothing else may draw any meanwhile.</summary>
[CollectionDefinition("random state", DisableParallelization = true)]
public sealed class RandomStateCollection;
