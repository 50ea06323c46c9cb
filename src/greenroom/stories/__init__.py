"""The story bank: stories with their fact sheets and tellings; import, export, mining, questions, consistency."""
