using Compose.Engine;
using Compose.EngineKit.Contract;

namespace Compose.Host.Clr.Tests.Tiers;

/// <summary>The contract of stacks, on an engine where all code is quick and soon replaced.</summary>
public sealed class QuickStackTests : StackContract
{
    protected override ICoreEngine Engine => Shared.QuickEngine;
}
