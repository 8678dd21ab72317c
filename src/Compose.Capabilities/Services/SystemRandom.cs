using System.Security.Cryptography;

namespace Compose.Capabilities.Services;

/// <summary>The operating system's cryptographic generator.</summary>
public sealed class SystemRandom : IRandomSource
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
