namespace Compose.Host.Clr.Tests;

/// <summary>The engine of these tests.</summary>
internal static class Shared
{
    public static ClrEngine Engine { get; } = new();
}
