namespace Compose.Runtime;

/// <summary>Something that a <see cref="GuestScheduler"/> runs on a guest thread.</summary>
public interface IGuestWork
{
    /// <summary>Does it; called once, must not throw.</summary>
    void Run();

    /// <summary>Its guest is about to wait for the host; on its thread.</summary>
    void OnWaiting()
    {
    }
}
