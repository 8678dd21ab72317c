using Compose.Engine;
using Compose.EngineKit.Contract;

namespace Compose.Host.Clr.Tests.Tiers;

/// <summary>The contract of interruption and fuel, on an engine where all code is quick and soon replaced.</summary>
public sealed class QuickInterruptionTests : InterruptionContract
{
    protected override ICoreEngine Engine => Shared.QuickEngine;
}
