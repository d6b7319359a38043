using Mainstay.Entities;

namespace Mainstay.Tests.Stores;

/// <summary>What was added is found until it is removed, also while others come and go beside it.</summary>
public sealed class EntityTableTests
{
    private const int FewHashes = 7;
    private readonly RecentStates _recent = new(length: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_table_holds_what_a_dictionary_would_hold(int seed)
    {
        var (random, model, table) = (new Random(seed), new Dictionary<string, EntityCell>(StringComparer.Ordinal), new EntityTable(stripes: 3, expected: 0));
        for (var step = 0; step < 20_000; step++)
        {
            var stream = $"purse/{random.Next(500)}";
            var hash = HashOf(stream);
            Assert.Same(model.GetValueOrDefault(stream), table.Find(stream, hash));
            var cell = CellOf(stream);
            if (random.Next(2) == 0)
            {
                model.TryAdd(stream, cell);
                Assert.Same(model[stream], table.Add(cell, hash));
            }
            else if (model.Remove(stream, out var there))
            {
                table.Remove(there, hash);
            }
        }

        Assert.Equal(model.Values.OrderBy(Stream), table.Cells.OrderBy(Stream));
        table.Clear();
        Assert.Empty(table.Cells);
        Assert.All(model.Keys, stream => Assert.Null(table.Find(stream, HashOf(stream))));
    }

    [Fact]
    public void Removing_a_cell_leaves_another_one_of_the_same_name()
    {
        var table = new EntityTable(stripes: 1, expected: 0);
        var kept = table.Add(CellOf("purse/a"), hash: 1);
        table.Remove(CellOf("purse/a"), hash: 1);

        Assert.Same(kept, table.Find("purse/a", hash: 1));
    }

    [Fact]
    public async Task What_stays_is_found_while_its_neighbours_come_and_go()
    {
        // All in the same few chains, which are cut, joined, given to others and moved to larger tables while they are followed.
        var table = new EntityTable(stripes: 1, expected: 0);
        var staying = Enumerable.Range(0, 50).Select(number => CellOf($"stays/{number}")).ToArray();
        foreach (var cell in staying) table.Add(cell, HashOf(cell.Stream));
        using var over = new CancellationTokenSource();
        var churn = Enumerable.Range(0, 2).Select(name => Task.Run(() => ComeAndGo(table, name, over.Token))).ToArray();
        try
        {
            for (var look = 0; look < 200_000; look++)
            {
                var cell = staying[look % staying.Length];
                Assert.Same(cell, table.Find(cell.Stream, HashOf(cell.Stream)));
            }
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(churn);
        }
    }

    private void ComeAndGo(EntityTable table, int name, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var passing = Enumerable.Range(0, 200).Select(number => CellOf($"passes/{name}/{number}")).ToArray();
            foreach (var cell in passing) table.Add(cell, HashOf(cell.Stream));
            foreach (var cell in passing) table.Remove(cell, HashOf(cell.Stream));
        }
    }

    private EntityCell CellOf(string stream) => new(stream, Counter.Type.Bind(new System.Text.Json.JsonSerializerOptions()), _recent);

    private static string Stream(EntityCell cell) => cell.Stream;

    private static int HashOf(string stream) => stream.Sum(letter => letter) % FewHashes * 0x1240_0001;
}
