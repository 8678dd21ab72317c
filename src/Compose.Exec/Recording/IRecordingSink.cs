namespace Compose.Exec;

/// <summary>Takes the recordings of a <see cref="Deployment"/> in audit mode, one for each run. Thread-safe.</summary>
public interface IRecordingSink
{
    /// <summary>A run begins; its recording is written to the stream line by line.</summary>
    /// <param name="run">Its number, which no other run has, whichever deployment it is of.</param>
    Stream Begin(out long run);

    /// <summary>The recording is whole; takes the stream over.</summary>
    void End(long run, Stream recording, Digest digest);

    /// <summary>The run came to nothing: its instance was not used. Takes the stream over.</summary>
    void Abandon(long run, Stream recording);
}
