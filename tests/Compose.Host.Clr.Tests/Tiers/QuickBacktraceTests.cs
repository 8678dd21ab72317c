namespace Compose.Host.Clr.Tests.Tiers;

/// <summary>Where traps say that they were, on an engine where all code is quick and soon replaced.</summary>
public sealed class QuickBacktraceTests : BacktraceTests
{
    private protected override ClrEngine Engine => Shared.QuickEngine;
}
