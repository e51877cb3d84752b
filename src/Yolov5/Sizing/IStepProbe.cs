namespace Yolov5.Sizing;

/// <summary>Runs real steps at one batch size and returns their time and memory.</summary>
public interface IStepProbe
{
    /// <summary>Runs them. Running out of memory is a result.</summary>
    /// <param name="request">Steps to run.</param>
    /// <param name="cancellationToken">Cancels the steps.</param>
    /// <exception cref="InvalidInputException">The request cannot be run whatever the batch size.</exception>
    ProbeResult Run(ProbeRequest request, CancellationToken cancellationToken = default);
}
