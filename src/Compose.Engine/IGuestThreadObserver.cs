namespace Compose.Engine;

/// <summary>Learns when a guest thread has nothing to do because its guest waits, so that another may run meanwhile.</summary>
public interface IGuestThreadObserver
{
    /// <summary>The guest waits from now on.</summary>
    void OnBlocking();

    /// <summary>The guest goes on.</summary>
    void OnResumed();
}
