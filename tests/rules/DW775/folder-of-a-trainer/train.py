from transformers import TrainingArguments

arguments = TrainingArguments(output_dir="/out")
