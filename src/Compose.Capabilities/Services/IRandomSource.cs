namespace Compose.Capabilities.Services;

/// <summary>Gives random bytes, or bytes that look so. May be called from any thread.</summary>
public interface IRandomSource
{
    /// <summary>Fills the whole span.</summary>
    void Fill(Span<byte> bytes);
}
