namespace Yolov5.Sizing;

/// <summary>Runs real steps at one batch size and says what they took.</summary>
public interface IStepProbe
{
    /// <summary>Runs them. Running out of memory is a result.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidInputException">The request cannot be run whatever the batch size.</exception>
    ProbeResult Run(ProbeRequest request, CancellationToken cancellationToken = default);
}
