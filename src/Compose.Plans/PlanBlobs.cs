namespace Compose.Plans;

/// <summary>What the bytes of a plan need beside themselves: for stores that keep a plan and have to keep these, too.</summary>
public static class PlanBlobs
{
    /// <summary>Digests of the components that a plan names; none for bytes that are no plan. An artifact carries all it needs.</summary>
    public static IReadOnlyList<Digest> Of(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > PlanLimits.MaxBytes || bytes.Span.StartsWith("\0asm"u8))
        {
            return [];
        }

        try
        {
            return PlanReader.Read(bytes, null, null).Plan is { } plan ? [.. plan.Components.Select(component => component.Digest).OfType<Digest>()] : [];
        }
        catch (ComposeException)
        {
            return [];
        }
    }
}
