namespace Compose;

/// <summary>
/// Takes events, one at a time and in the order of their sequence. It must not throw: what is watched goes on whether or
/// not somebody could be told.
/// </summary>
public interface IEventSink
{
    void Emit(ComposeEvent happened);
}
