namespace Compose.Host.Clr.Tests;

/// <summary>The engines of these tests.</summary>
internal static class Shared
{
    public static ClrEngine Engine { get; } = new();

    /// <summary>Every function is quick first; its third call, or the third turn of a loop, takes it into optimised code.</summary>
    public static ClrEngine QuickEngine { get; } = new(new Tiering(MinBytes: 0, Patience: 2, PatiencePerByte: 0));

    /// <summary>As the quick engine, but a loop first goes on while the whole function is optimised.</summary>
    public static ClrEngine PatientEngine { get; } = new(new Tiering(MinBytes: 0, Patience: 2, PatiencePerByte: 0, ManyCalls: 1));

    /// <summary>Nothing is quick.</summary>
    public static ClrEngine FinalEngine { get; } = new(new Tiering(MinBytes: int.MaxValue, Patience: 0, PatiencePerByte: 0));
}
